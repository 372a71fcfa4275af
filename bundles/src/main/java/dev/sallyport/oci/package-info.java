/**
 * The OCI data model: digests, descriptors, references, platforms, manifests and indexes, read strictly.
 *
 * <p>Everything here is an immutable value. Whatever is read from outside passes through
 * {@link dev.sallyport.oci.StrictJson}, which refuses duplicate keys, deep nesting and documents over a limit before
 * anything is built. Manifests are parsed for what they point to and never written again: their bytes are kept as fetched.
 */
@NullMarked
package dev.sallyport.oci;

import org.jspecify.annotations.NullMarked;
