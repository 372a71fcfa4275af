/** Names that clients ask for, and the repositories they mean. */
@NullMarked
package dev.sallyport.appliance.resolution;

import org.jspecify.annotations.NullMarked;
