/** Signed bundles: statement, listings, and the writer and reader of volumes. */
@NullMarked
package dev.sallyport.bundle;

import org.jspecify.annotations.NullMarked;
