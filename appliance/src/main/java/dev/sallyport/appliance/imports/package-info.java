/**
 * From volumes on a medium to a published release.
 *
 * <p>An import is a bundle's statement, named by its digest. Its state is never written down: it follows from which documents
 * and blobs are here, what the journal says was published, who is trusted and what time it is, and so survives any restart.
 * {@link dev.sallyport.appliance.imports.Imports} reads volumes and answers; the classes behind it each know one rule.
 */
@NullMarked
package dev.sallyport.appliance.imports;

import org.jspecify.annotations.NullMarked;
