/**
 * Where content comes from: registries and image layouts, behind one small interface.
 *
 * <pre>
 * SourceArgument     what a command line names: a registry reference, or oci:PATH
 * Sources            opens it: one Root for each image, and one ContentSource for each repository or layout
 *   RegistrySource   a repository at a registry
 *   LayoutSource     an image layout in a folder
 * </pre>
 */
@NullMarked
package dev.sallyport.agent.source;

import org.jspecify.annotations.NullMarked;
