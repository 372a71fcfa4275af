/** The content-addressed store on disk: the agent's cache and the appliance's store. */
@NullMarked
package dev.sallyport.content;

import org.jspecify.annotations.NullMarked;
