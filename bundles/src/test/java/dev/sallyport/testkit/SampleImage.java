package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real image for trying things out without the internet: it runs on linux/amd64 and linux/arm64 and prints a line. Made here from
 * nothing, and always of the same bytes.
 */
public final class SampleImage {
    /** The name it has in its layout. */
    public static final String NAME = "factory.example/sallyport/hello:1.0";

    private static final String README = """
            This image was made by Sallyport's own code, to show how images cross an air gap.
            It holds this file and one static executable, /hello.
            """;

    /** Adds the image to {@code images}: an index of two platforms, whose images share a layer. */
    public static Descriptor addTo(TestImages images) {
        return images.index(image(images, TinyProgram.AMD64), image(images, TinyProgram.ARM64));
    }

    /** What a container prints on this architecture, {@code amd64} or {@code arm64}. */
    public static String message(String architecture) {
        return "Hello from across the gap! This is " + NAME + " for linux/" + architecture + ".\n";
    }

    /** Writes the image as an OCI image layout into the folder that the only argument names, and prints its name and digest. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: SampleImage FOLDER");
            System.exit(2);
        }
        TestImages images = new TestImages();
        Descriptor index = addTo(images);
        images.writeLayout(Path.of(arguments[0]), Map.of(NAME, index));
        System.out.println(NAME + '@' + index.digest());
    }

    private static Descriptor image(TestImages images, TinyProgram program) {
        byte[] executable = program.assemble(message(program.architecture()));
        return images.image("linux/" + program.architecture())
                .layer(Layers.of("etc/sallyport/README", README.getBytes(StandardCharsets.UTF_8)))
                .layer(Layers.of(Map.of("hello", new Layers.LayerFile(executable, 0755))))
                .entrypoint("/hello")
                .label("org.opencontainers.image.title", "Sallyport's sample image")
                .label("org.opencontainers.image.version", "1.0")
                .add();
    }

    private SampleImage() {}
}
