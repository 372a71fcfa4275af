/** The OCI image model: digests, descriptors, references, platforms, manifests, and their strict reading. */
@NullMarked
package dev.sallyport.oci;

import org.jspecify.annotations.NullMarked;
