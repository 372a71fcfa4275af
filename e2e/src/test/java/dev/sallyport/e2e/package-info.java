/** Both programs as assembled, driven as an operator drives them. */
@NullMarked
package dev.sallyport.e2e;

import org.jspecify.annotations.NullMarked;
