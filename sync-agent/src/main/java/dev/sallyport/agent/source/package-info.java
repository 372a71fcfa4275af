/**
 * Where content comes from: registries and image layouts, behind one small interface.
 */
@NullMarked
package dev.sallyport.agent.source;

import org.jspecify.annotations.NullMarked;
