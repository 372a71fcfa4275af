package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** An import, or a volume of one, of which nothing is here. */
public final class UnknownImportException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private UnknownImportException(String message, String remedy, Map<String, String> facts) {
        super("unknown-import", Category.MISSING, message, remedy, facts);
    }

    static UnknownImportException of(Digest id) {
        return new UnknownImportException(
                "There is no import " + id, "List those there are: appliance imports", Map.of("import", id.toString()));
    }

    static UnknownImportException ofVolume(Digest id, int volume) {
        return new UnknownImportException(
                "Volume " + volume + " of import " + id + " was never seen",
                "Send the volume first; its entries may be left out.",
                Map.of("import", id.toString(), "volume", Integer.toString(volume)));
    }
}
