/**
 * From chosen images to everything they need: index, platforms, manifests, configs, layers, and the referrers of each manifest.
 *
 * <p>{@link dev.sallyport.agent.closure.ClosureWalker} reads manifests only and finds out what there is;
 * {@link dev.sallyport.agent.closure.ContentCache} gets content, once, and keeps it for the next run. Whatever comes from a source
 * is held against its digest before anything is made of it.
 */
@NullMarked
package dev.sallyport.agent.closure;

import org.jspecify.annotations.NullMarked;
