package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A receiver that is a daemon of its own. */
abstract class DaemonReceiver extends Receiver {
    private @Nullable Subprocess process;

    DaemonReceiver(String address, Path parent) throws IOException {
        super(address, parent);
    }

    protected final void launch(List<String> command) throws IOException {
        process = Subprocess.start(directory, Map.of(), command);
    }

    @Override
    final boolean alive() {
        return process != null && process.alive();
    }

    @Override
    public final void close() {
        if (process != null) {
            process.close();
        }
    }
}
