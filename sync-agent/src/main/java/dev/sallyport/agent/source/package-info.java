/**
 * Where content comes from: registries, image layouts, archives and files, behind one small interface.
 *
 * <pre>
 * SourceArgument     what a command line names: a registry reference, oci:PATH, oci-archive:PATH and so on
 * SourceList         a list of such names in a file
 * Sources            opens them: one Root for each image, and one ContentSource for each repository, layout or archive
 *   RegistrySource   a repository at a registry
 *   LayoutSource     an image layout, over its LayoutFiles
 *     LayoutFolder     in a folder
 *     LayoutArchive    in a tar archive, which is read where it is
 *     DockerArchive    what docker save writes, seen as the layout that it amounts to
 *   ArtifactSource   an artifact made of local files
 *     FileArtifact     any file
 *     ChartFile        a Helm chart
 * ArchiveFile        a tar archive and its TarTable; a compressed one is unpacked first
 * </pre>
 */
@NullMarked
package dev.sallyport.agent.source;

import org.jspecify.annotations.NullMarked;
