package io.drey.cli.stack;

import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.Workspace;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the folder of the local stack. */
public final class WorkspaceOption {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder of the local stack (default: .drey in the checkout).")
    private Path dir;

    /** The folder that was named, or the default. */
    public Workspace workspace() {
        return new Workspace(dir != null ? dir : Checkout.home().resolve(".drey"));
    }
}
