package dev.sallyport.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A static Linux executable of a few hundred bytes that prints a message and exits with 0: an ELF header, one program header that
 * maps the whole file, eight instructions, and the message.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">ELF</a>
 */
enum TinyProgram {
    AMD64("amd64", 62) {
        @Override
        ByteBuffer code(int messageLength) {
            int length = 33;
            return ByteBuffer.allocate(length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0xb8) // mov eax, 1: write
                    .putInt(1)
                    .put((byte) 0xbf) // mov edi, 1: standard output
                    .putInt(1)
                    .put(new byte[] {0x48, (byte) 0x8d, 0x35}) // lea rsi, [rip + distance]
                    .putInt(length - 17)
                    .put((byte) 0xba) // mov edx, length
                    .putInt(messageLength)
                    .put(new byte[] {0x0f, 0x05}) // syscall
                    .put((byte) 0xb8) // mov eax, 60: exit
                    .putInt(60)
                    .put(new byte[] {0x31, (byte) 0xff}) // xor edi, edi
                    .put(new byte[] {0x0f, 0x05}); // syscall
        }
    },
    ARM64("arm64", 183) {
        @Override
        ByteBuffer code(int messageLength) {
            int length = 32;
            int distance = length - 4;
            return ByteBuffer.allocate(length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0xd280_0020) // mov x0, 1: standard output
                    .putInt(0x1000_0001 | (distance >> 2) << 5) // adr x1, message
                    .putInt(0xd280_0002 | messageLength << 5) // mov x2, length
                    .putInt(0xd280_0808) // mov x8, 64: write
                    .putInt(0xd400_0001) // svc 0
                    .putInt(0xd280_0000) // mov x0, 0
                    .putInt(0xd280_0ba8) // mov x8, 93: exit
                    .putInt(0xd400_0001); // svc 0
        }
    };

    private static final int HEADERS = 64 + 56;
    private static final long BASE = 0x40_0000;
    // Kernels for arm64 may use pages of this size.
    private static final long PAGE = 0x1_0000;
    private static final int LONGEST_MESSAGE = 4096;

    private final String architecture;
    private final int machine;

    TinyProgram(String architecture, int machine) {
        this.architecture = architecture;
        this.machine = machine;
    }

    /** The architecture as OCI platforms name it. */
    String architecture() {
        return architecture;
    }

    /** The executable that prints {@code message}. */
    byte[] assemble(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        if (text.length > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("The message is too long for one instruction's operand");
        }
        byte[] code = code(text.length).array();
        int size = HEADERS + code.length + text.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elfHeader(file);
        programHeader(file, size);
        return file.put(code).put(text).array();
    }

    /** The instructions; the message follows them at once. */
    abstract ByteBuffer code(int messageLength);

    private void elfHeader(ByteBuffer file) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0})
                .putLong(0); // 64 bits, little-endian, version 1, System V
        file.putShort((short) 2).putShort((short) machine).putInt(1); // executable
        file.putLong(BASE + HEADERS).putLong(64).putLong(0); // entry, program headers, no section headers
        file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void programHeader(ByteBuffer file, int size) {
        file.putInt(1).putInt(5).putLong(0); // load, read and execute, from the start of the file
        file.putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(PAGE);
    }
}
