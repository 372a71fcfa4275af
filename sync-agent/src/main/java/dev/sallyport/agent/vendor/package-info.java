/**
 * Trust at the source: what an image has to be before it may enter a bundle. Either it is one digest and no other, or whoever
 * makes it signed the digest that its name stands for.
 *
 * <p>{@link dev.sallyport.agent.vendor.ImageVerifier} looks for signatures in the two places where cosign leaves them, under the
 * image's {@code .sig} tag and among its referrers, and holds them against one public key. No transparency log, certificate
 * authority or clock is asked: what is verified here can be verified anywhere and at any time.
 */
@NullMarked
package dev.sallyport.agent.vendor;

import org.jspecify.annotations.NullMarked;
