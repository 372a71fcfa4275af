/**
 * Reads YAML and JSON that people and programs wrote, with the place of every value and nothing over a limit.
 *
 * <pre>
 * YamlReader      bytes in, a list of documents out
 * Yaml            one value: YamlMap, YamlList or YamlText; every scalar stays the text it was written as
 * Place           file, line and column, for messages
 * YamlLimits      bytes, depth, documents, and values with every alias written out
 * </pre>
 *
 * <p>Values are not converted: {@code 1.10} is a tag and no number. Aliases share what they name, so a document cannot grow
 * in memory; what walks over it is bounded because the values are counted as if every alias were written out.
 */
@NullMarked
package dev.sallyport.yaml;

import org.jspecify.annotations.NullMarked;
