/** DSSE envelopes, keys and the policy that decides whose signature counts. */
@NullMarked
package dev.sallyport.signature;

import org.jspecify.annotations.NullMarked;
