/**
 * What both command lines show people: failures with their remedy, progress, tables. Text from outside is made safe here before
 * it reaches a terminal.
 */
@NullMarked
package dev.sallyport.terminal;

import org.jspecify.annotations.NullMarked;
