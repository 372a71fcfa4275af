package dev.sallyport.agent.export;

/**
 * A volume of a planned bundle.
 *
 * @param number from 1
 * @param size of the file, in bytes
 * @param written whether a save would write it; else it is there, whole, or is not to be written
 */
public record PlannedVolume(int number, long size, boolean written) {}
