import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Downloads one file and checks it: {@code java Download.java URL SHA512 FILE}. Run by mvnw, which has only a JDK. */
class Download {
    public static void main(String[] args) throws Exception {
        var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(HttpRequest.newBuilder(URI.create(args[0])).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (java.io.IOException e) {
            System.err.println("download: " + args[0] + " cannot be reached (" + e.getClass().getSimpleName() + ")");
            System.exit(1);
            return;
        }
        var sha512 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(answer.body()));
        if (answer.statusCode() != 200 || !sha512.equals(args[1])) {
            System.err.println("download: " + args[0] + " answered " + answer.statusCode() + ", sha512 " + sha512);
            System.exit(1);
        }
        Files.write(Path.of(args[2]), answer.body());
    }
}
