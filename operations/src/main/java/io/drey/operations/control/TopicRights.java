package io.drey.operations.control;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * The rights (Kafka ACLs) that a tenant's programs need. Topics are named by tenant, so no right reaches another
 * tenant's: a name has no dot, and a prefix ends with one.
 */
public final class TopicRights {

    /**
     * One ACL.
     *
     * @param principal who
     * @param operation what
     * @param resource of what kind of thing: topic, group, transactional-id
     * @param pattern literal, or prefixed
     * @param name the thing's name, or its beginning
     */
    public record Right(String principal, String operation, String resource, String pattern, String name) {}

    private static final String TOPIC = "topic";
    private static final String LITERAL = "literal";
    private static final String PREFIXED = "prefixed";

    private TopicRights() {}

    /** The rights of a tenant's shippers, its readers, and whoever applies its documents. */
    public static List<Right> of(String tenant) {
        DatasetId.requireTenant(tenant);
        List<Right> rights = new ArrayList<>();
        String shipper = "User:" + tenant + "-shipper";
        for (String operation : List.of("Write", "Describe")) {
            rights.add(new Right(shipper, operation, TOPIC, PREFIXED, "raw." + tenant + "."));
        }
        String reader = "User:" + tenant + "-reader";
        for (String topic : readable(tenant)) {
            for (String operation : List.of("Read", "Describe")) {
                rights.add(new Right(reader, operation, TOPIC, LITERAL, topic));
            }
        }
        rights.add(new Right(reader, "Read", "group", PREFIXED, tenant + "-"));
        String owner = "User:" + tenant + "-owner";
        for (String operation : List.of("Read", "Write", "Describe", "DescribeConfigs")) {
            rights.add(new Right(owner, operation, TOPIC, LITERAL, Topics.control(tenant)));
        }
        for (String operation : List.of("Read", "Describe")) {
            rights.add(new Right(owner, operation, TOPIC, LITERAL, Topics.TENANTS));
        }
        for (String operation : List.of("Create", "Alter", "AlterConfigs", "Describe", "DescribeConfigs")) {
            rights.add(new Right(owner, operation, TOPIC, PREFIXED, "raw." + tenant + "."));
        }
        for (String topic : readable(tenant)) {
            for (String operation : List.of("Describe", "DescribeConfigs")) {
                rights.add(new Right(owner, operation, TOPIC, LITERAL, topic));
            }
        }
        for (String operation : List.of("Write", "Describe")) {
            rights.add(new Right(owner, operation, "transactional-id", LITERAL, ControlPlane.TRANSACTIONAL_ID));
        }
        return List.copyOf(rights);
    }

    private static List<String> readable(String tenant) {
        return List.of(Topics.events(tenant), Topics.alerts(tenant), Topics.deadLetters(tenant), Topics.ledger(tenant));
    }
}
