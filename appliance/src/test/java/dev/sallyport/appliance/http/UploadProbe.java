package dev.sallyport.appliance.http;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/** Reads uploads the way the import does, for tests: a stream, in pieces of 1 MiB, on a thread that may block. */
@Controller("/upload-probe")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UploadProbe {
    private static final int PIECE = 1 << 20;

    @Put(consumes = MediaType.ALL, produces = MediaType.ALL)
    HttpResponse<byte[]> digest(ServerHttpRequest<?> request) throws IOException {
        MessageDigest digest = DigestAlgorithm.SHA256.newMessageDigest();
        try (InputStream in = request.byteBody().move().toInputStream()) {
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                digest.update(piece);
            }
        }
        String text = Digest.finish(DigestAlgorithm.SHA256, digest).toString();
        return HttpResponse.ok(text.getBytes(StandardCharsets.US_ASCII)).contentType(MediaType.TEXT_PLAIN_TYPE);
    }

    /** Takes longer over its answer than the tests' idle timeout. */
    @Put(uri = "/slow", consumes = MediaType.ALL, produces = MediaType.ALL)
    HttpResponse<byte[]> digestSlowly(ServerHttpRequest<?> request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = digest(request);
        TimeUnit.SECONDS.sleep(3);
        return answer;
    }
}
