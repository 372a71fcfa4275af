/**
 * Content-addressed storage on disk: the agent's cache and the appliance's store.
 *
 * <pre>
 * ROOT/
 *   blobs/sha256/ab/abcdef…     one file a blob, under its whole digest, fanned out by its first two digits;
 *                               their directories are made as they are needed
 *   blobs/sha512/…              likewise
 *   partial/ID                  what is being written; nobody reads it
 *   trash/sha256/abcdef…        what nobody needs, until its space is taken back; made when it is needed
 *   quarantine/sha256/abcdef…   what is not what its name says; likewise
 * </pre>
 *
 * <p>A blob is written to {@code partial/}, synced, renamed to its place, and the place's directory is synced. So a file
 * under {@code blobs/} is whole and durable, and its name is the digest that was computed while its bytes streamed in. Names
 * are made from digests and validated ids only.
 */
@NullMarked
package dev.sallyport.content;

import org.jspecify.annotations.NullMarked;
