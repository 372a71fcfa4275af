/**
 * The HTTP server itself: settings, start and stop, TLS, and how blobs leave the process.
 *
 * <p>Knows nothing of registries. Controllers elsewhere return {@link dev.sallyport.appliance.http.BlobBody} for
 * content that lies in a file; {@code BlobSender} hands it to the kernel.
 */
@NullMarked
package dev.sallyport.appliance.http;

import org.jspecify.annotations.NullMarked;
