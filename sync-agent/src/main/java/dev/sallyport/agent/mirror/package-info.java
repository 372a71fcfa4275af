/**
 * The mirror file, which says what a stream is to contain, and the lock file, which says what it came to.
 *
 * <pre>
 * mirror.yaml ─ YamlReader ─► YamlNode ─ Schema (mirror.schema.json) ─► MirrorFile     plain records with their places
 * MirrorFile ─ TagLister, TagSelection ─► MirrorPlan                    every image by name, and why it is there
 * mirror.lock ◄─► LockFile ─ LockDifference                             every image by digest; which tags moved
 * </pre>
 *
 * <p>Nothing here opens a connection: tag lists come through {@link dev.sallyport.agent.mirror.TagLister}.
 */
@NullMarked
package dev.sallyport.agent.mirror;

import org.jspecify.annotations.NullMarked;
