/**
 * Signed bundles: the statement, the documents it covers, and the volumes that carry them.
 *
 * <pre>
 * bundle.dsse.json          DSSE envelope over the statement; the same bytes in every volume
 * listings/NNNNNN.jsonl     what volume NNNNNN holds, in tar order
 * oci-layout, index.json    the same in every volume
 * prerequisites.jsonl       what the far side must hold already; when not empty
 * omitted.jsonl             what was left out on purpose; when not empty
 * blobs/sha256/HEX          whole blobs: manifests first, then configs, then layers
 * </pre>
 *
 * <p>A volume is a ustar archive with fixed metadata. It is written and read front to back in one pass; a reader takes nothing
 * from an entry before the statement that covers it is verified, and no name in a volume ever becomes a path.
 */
@NullMarked
package dev.sallyport.bundle;

import org.jspecify.annotations.NullMarked;
