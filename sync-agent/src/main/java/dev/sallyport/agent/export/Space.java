package dev.sallyport.agent.export;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run is going to write, held against what is free before it begins; folders on one file system share its room. */
final class Space {
    private final Map<FileStore, Long> needed = new LinkedHashMap<>();
    private final Map<FileStore, Path> folders = new LinkedHashMap<>();

    Space add(Path folder, long bytes) throws IOException {
        FileStore store = Files.getFileStore(folder);
        needed.merge(store, bytes, Long::sum);
        folders.putIfAbsent(store, folder);
        return this;
    }

    void require() throws IOException, NoSpaceException {
        for (Map.Entry<FileStore, Long> entry : needed.entrySet()) {
            long free = entry.getKey().getUsableSpace();
            if (free < entry.getValue()) {
                throw new NoSpaceException(folders.getOrDefault(entry.getKey(), Path.of("")), entry.getValue(), free);
            }
        }
    }
}
