/**
 * Who signed what: DSSE envelopes, Ed25519 and ECDSA P-256 keys in PEM, and the policy that says whose signature counts for
 * which stream.
 */
@NullMarked
package dev.sallyport.signature;

import org.jspecify.annotations.NullMarked;
