/** What the measuring scripts of this module need besides other people's programs. */
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
