package dev.sallyport.appliance.uploads;

/**
 * What a manifest may leave out.
 *
 * @param sparse whether an image may lack some of its layers, and an index manifests. It must have its config and one of its layers in
 *     any case: an image of which nothing is here is a push that went wrong, and no copy of a part
 */
public record ManifestRules(boolean sparse) {}
