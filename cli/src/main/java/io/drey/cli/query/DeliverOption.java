package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryException;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.delivery.SmtpSettings;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that says where finished reports are brought. */
final class DeliverOption {

    @Option(
            names = "--deliver",
            paramLabel = "TARGET",
            description =
                    "Where the finished files are brought as well: file:///folder, hdfs://host:port/folder or s3://bucket/prefix, "
                            + "with the lake's login, or mailto:ann@example.com,bob@example.com, by the server that -Dsmtp-host=HOST names. "
                            + "May be given several times. What is there already is not written or sent again.")
    private List<String> targets = List.of();

    /**
     * Where they are brought: each place is asked whether it can be reached.
     *
     * @throws io.drey.query.QueryUsageException if one is no place
     * @throws LakeException if one cannot be reached
     */
    List<Delivery> deliveries(Supplier<LakeSettings> lake, Supplier<SmtpSettings> smtp) {
        if (targets.isEmpty()) {
            return List.of();
        }
        List<Delivery> deliveries = Delivery.to(targets, lake.get(), smtp);
        deliveries.forEach(Delivery::requireReachable);
        return deliveries;
    }

    /**
     * Brings to all, and tells of each.
     *
     * @throws LakeException or {@link QueryException} that tells of the first that failed, when all were tried
     */
    static void deliver(Finished finished, List<Delivery> deliveries, Console console) {
        RuntimeException failure = null;
        for (Delivery delivery : deliveries) {
            try {
                boolean written = delivery.deliver(finished);
                console.tell(written ? "delivered to " + delivery : delivery + " has it already");
            } catch (LakeException | QueryException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    console.tell(e.getMessage());
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
