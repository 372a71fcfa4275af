/** The command line of sync-agent. */
@NullMarked
package dev.sallyport.agent.cli;

import org.jspecify.annotations.NullMarked;
