/**
 * Both programs as they are assembled, driven from outside with the clients people use.
 *
 * <p>Two {@linkplain dev.sallyport.e2e.Machine machines}, a connected one and one behind the air gap, are Linux
 * namespaces with nothing but a loopback interface of their own; what they share is the folder that stands for the
 * medium. What a registry or a client holds is read by {@link dev.sallyport.e2e.ImageContent}, which knows nothing of
 * Sallyport's own reading of images.
 *
 * <p>Everything here needs root and Debian's container tools. Where they are missing the tests are skipped and say
 * what is missing, unless the environment has {@code SALLYPORT_E2E=required}: there it is a failure.
 */
@NullMarked
package dev.sallyport.e2e;

import org.jspecify.annotations.NullMarked;
