package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DatasetId;
import io.drey.event.SecretReference;
import io.drey.operations.OperationException;
import io.drey.operations.dashboards.DashboardFiles;
import io.drey.operations.dashboards.DashboardsClient;
import io.drey.operations.dashboards.ImportReply;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "install",
        description = {
            "Imports the packs of saved objects into OpenSearch Dashboards 2.19 or later. What was installed before is "
                    + "overwritten, so it is safe to repeat; changes of your own belong into copies.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey dashboards install --url http://127.0.0.1:5601",
            "  drey dashboards install --url https://dashboards.example:5601 --user admin \\",
            "      --password env:DASHBOARDS_PASSWORD --ca /etc/ssl/company.pem web-traffic",
            "  drey dashboards install --url https://dashboards.example:5601 --tenant acme --user admin --password file:/run/pw",
        })
final class InstallCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "PACK", description = "Packs to install, such as web-traffic (default: all).")
    private List<String> packs = new ArrayList<>();

    @Option(names = "--url", required = true, paramLabel = "URL", description = "The address of Dashboards.")
    private String url;

    @Option(names = "--user", paramLabel = "NAME", description = "Who may write saved objects there.")
    private String user;

    @Option(
            names = "--password",
            paramLabel = "WHERE",
            description = "Where the password is: env:NAME or file:/path; never the password itself.")
    private String password;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The certificate authority that signed the server's certificate, as PEM.")
    private String certificateAuthority = "";

    @Option(
            names = "--space",
            paramLabel = "NAME",
            description = "The tenant of Dashboards' security plugin that the objects belong to, such as global.")
    private String space;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description =
                    "Only this tenant's indices are shown, and the objects belong to the space of its name unless "
                            + "--space says otherwise: for whom drey index access lets see this tenant alone.")
    private String tenant;

    @Mixin
    private FormatOption format = new FormatOption();

    InstallCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (tenant != null) {
            requireTenant();
        }
        DashboardsClient dashboards = new DashboardsClient(new DashboardsClient.Login(
                DashboardsClient.Login.url(url),
                user,
                passwordReference(),
                certificateAuthority,
                space == null ? tenant : space));
        Map<String, byte[]> files = files();
        List<List<Object>> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        files.forEach((pack, content) -> {
            ImportReply reply = dashboards.install(pack, content);
            rows.add(List.of(pack, objects(content), reply.imported(), link(pack)));
            reply.failures().forEach(failure -> failures.add(pack + ": " + failure));
        });
        new Rows(List.of("pack", "objects", "imported", "dashboard"), rows).print(format.format(), console.out());
        if (failures.isEmpty()) {
            return ExitCodes.DONE;
        }
        throw OperationException.failure(
                "%s did not take %d objects: %s".formatted(url, failures.size(), String.join("; ", failures)));
    }

    private void requireTenant() {
        try {
            DatasetId.requireTenant(tenant);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String pack : DashboardFiles.chosen(packs, DashboardFiles.names(DashboardFiles.folder(), ".ndjson"))) {
            Path file = DashboardFiles.folder().resolve(pack + ".ndjson");
            try {
                files.put(pack, ofTenant(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw OperationException.failure("%s cannot be read: mend its permissions".formatted(file), e);
            }
        }
        return files;
    }

    /** The packs name indices by patterns over all tenants, in saved objects as in queries. */
    private byte[] ofTenant(byte[] pack) {
        if (tenant == null) {
            return pack;
        }
        return new String(pack, UTF_8)
                .replaceAll("\\b(logs|alerts|metrics)-\\*", "$1-" + tenant + "-*")
                .replace("rejected-*", "rejected-*-" + tenant + "-*")
                .getBytes(UTF_8);
    }

    private SecretReference passwordReference() {
        try {
            return password == null ? null : new SecretReference("--password", password);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private String link(String pack) {
        return DashboardsClient.Login.url(url) + "/app/dashboards#/view/drey-" + pack;
    }

    private static long objects(byte[] content) {
        return new String(content, UTF_8).lines().count();
    }
}
