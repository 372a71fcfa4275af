package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.OCTETS;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.withDigest;

import dev.sallyport.oci.Digest;
import java.net.URI;
import java.util.Arrays;

/** The ways in which clients push a blob. */
enum UploadWay {
    /** All in one request. */
    POST_ONLY {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) {
            URI begin = registry.beginUploadUri(REPOSITORY);
            return registry.call("POST", withDigest(begin, digest))
                    .header("Content-Type", OCTETS)
                    .body(content);
        }
    },

    /** A session that one PUT fills. */
    POST_PUT {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception {
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            return registry.call("PUT", withDigest(upload, digest))
                    .header("Content-Type", OCTETS)
                    .body(content);
        }
    },

    /** One PATCH of unsaid length, then an empty PUT. */
    STREAM {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception {
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            upload = registry.call("PATCH", upload)
                    .header("Content-Type", OCTETS)
                    .streamed(content)
                    .expect(202)
                    .location();
            return end(registry, upload, digest);
        }
    },

    /** One PATCH with all of it, then an empty PUT. */
    ONE_CHUNK {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception {
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            return end(registry, sendChunks(registry, upload, content, content.length, content.length), digest);
        }
    },

    /** Three PATCHes, then an empty PUT. */
    CHUNKS {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception {
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            return end(registry, sendChunks(registry, upload, content, CHUNK, content.length), digest);
        }
    },

    /** PATCHes for all but the last chunk, which comes with the PUT. */
    CHUNKS_LAST_IN_PUT {
        @Override
        Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception {
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            int left = content.length - (content.length - 1) % CHUNK - 1;
            upload = sendChunks(registry, upload, content, CHUNK, left);
            return chunk(registry.call("PUT", withDigest(upload, digest)), content, left, content.length);
        }
    };

    static final int CHUNK = 1024;

    /** Sends everything but the last request, which decides; that one is returned. */
    abstract Call last(RegistryUnderTest registry, Digest digest, byte[] content) throws Exception;

    /** One chunk, {@code from} to before {@code to}; chunk ranges name their last byte and no unit. */
    static Call chunk(Call call, byte[] content, int from, int to) {
        return call.header("Content-Type", OCTETS)
                .header("Content-Range", from + "-" + (to - 1))
                .body(Arrays.copyOfRange(content, from, to));
    }

    // Each answer says how much there is, and where to go on.
    private static URI sendChunks(RegistryUnderTest registry, URI upload, byte[] content, int size, int end)
            throws Exception {
        URI next = upload;
        for (int from = 0; from < end; from += size) {
            int to = Math.min(end, from + size);
            next = chunk(registry.call("PATCH", next), content, from, to)
                    .expect(202)
                    .with("Range", "0-" + (to - 1))
                    .location();
        }
        return next;
    }

    private static Call end(RegistryUnderTest registry, URI upload, Digest digest) {
        return registry.call("PUT", withDigest(upload, digest))
                .header("Content-Type", OCTETS)
                .body(new byte[0]);
    }
}
