/** Expected failures: each is a class of its own with its facts, a code, a category and a remedy. */
@NullMarked
package dev.sallyport.failure;

import org.jspecify.annotations.NullMarked;
