package dev.spark.cli.surroundings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGWINCH. The JDK's only way to hear a signal is {@code sun.misc.Signal}, of the exported module jdk.unsupported; it is
 * reached by name so that a JDK without it costs a resize and not the command.
 */
final class WindowChanges {
    private WindowChanges() {}

    static void listen(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), proxy);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            // The remote side keeps the size it was given at the start.
        }
    }
}
