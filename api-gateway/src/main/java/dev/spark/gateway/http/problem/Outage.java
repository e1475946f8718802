package dev.spark.gateway.http.problem;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells a database that does not answer from a bug. */
final class Outage {

    private static final int DEEPEST = 20;

    private Outage() {}

    static boolean is(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof io.smallrye.mutiny.TimeoutException
                    || cause instanceof io.vertx.core.impl.NoStackTraceTimeoutException
                    || cause instanceof io.vertx.core.VertxException
                    || (cause instanceof io.vertx.core.impl.NoStackTraceThrowable)
                    || (cause instanceof PgException postgres && isOutage(postgres.getSqlState()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOutage(@Nullable String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") // connection
                        || sqlState.startsWith("53") // resources
                        || sqlState.startsWith("57P") // shutdown
                        || sqlState.equals("57014") // statement timeout
                        || sqlState.equals("55P03") // lock timeout
                        || sqlState.equals("40P01") // deadlock
                        || sqlState.equals("25006")); // read-only after a failover
    }
}
