package dev.sallyport.agent.export;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file system can do that volumes are written to.
 *
 * @param largestFile in bytes
 * @param anyOrder whether a file may be written in any order at no cost
 */
record Medium(long largestFile, boolean anyOrder) {
    private static final Set<String> FAT = Set.of("vfat", "msdos", "fat", "fat32");

    // 4 GiB less one byte, down to a whole number of sectors.
    private static final long LARGEST_ON_FAT = 4_294_966_784L;

    // FAT has no holes: what is skipped is filled with zeros first, on just the sticks that are slow.
    private static final Medium FAT32 = new Medium(LARGEST_ON_FAT, false);
    private static final Medium OTHER = new Medium(Long.MAX_VALUE, true);

    /** @param type the name that the operating system has for the file system */
    static Medium of(String type) {
        return FAT.contains(type.toLowerCase(Locale.ROOT)) ? FAT32 : OTHER;
    }

    /** The most bytes a volume may have: {@code asked} if that is not null, and what one file can hold. */
    long volumeSize(@Nullable Long asked) {
        return asked == null ? largestFile : Math.min(asked, largestFile);
    }
}
