/**
 * From what people ask for to the roots of a closure: everything is found and resolved once, before anything is fetched, and what
 * follows works on that one snapshot.
 *
 * <pre>
 * MirrorExpansion   a mirror file's items, each expanded: tags selected, images found in charts, manifests and Compose files
 *   ChartFiles      gets charts from registries, chart repositories and folders
 * Wanted            one source of images, and how to carry what it gives
 * Resolver          resolves all that is wanted, in parallel; one that fails does not keep the others from being resolved
 * Snapshot          the roots, what failed, and what people should know
 * </pre>
 */
@NullMarked
package dev.sallyport.agent.resolution;

import org.jspecify.annotations.NullMarked;
