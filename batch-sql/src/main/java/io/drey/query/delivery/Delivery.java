package io.drey.query.delivery;

import io.drey.lake.LakeSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings finished reports and packs to where they are wanted. */
public interface Delivery {

    /**
     * Brings to some targets.
     *
     * @param targets such as {@code file:///var/reports, hdfs://namenode:8020/reports, s3://bucket/reports} or
     *     {@code mailto:ann@example.com,bob@example.com}; a mail names the others for what is too large for it
     * @param lake whose login is used
     * @param smtp how mail is sent; asked only where a target is mail
     * @throws io.drey.query.QueryUsageException if one is none
     */
    static List<Delivery> to(List<String> targets, LakeSettings lake, Supplier<SmtpSettings> smtp) {
        List<String> places = targets.stream().filter(target -> !isMail(target)).toList();
        return targets.stream()
                .map(target -> isMail(target)
                        ? new MailDelivery(target, smtp.get(), places, Optional.empty())
                        : PlaceDelivery.to(target, lake))
                .toList();
    }

    private static boolean isMail(String target) {
        return target.startsWith(MailDelivery.SCHEME);
    }

    /**
     * Refuses what cannot be reached, before anything is made that would be brought there.
     *
     * @throws io.drey.lake.LakeException if there is no such file system, or a bucket refuses the login
     * @throws io.drey.query.QueryException if it does not answer
     */
    void requireReachable();

    /**
     * Brings it there.
     *
     * @return whether anything was written; false where it was there already
     * @throws io.drey.lake.LakeException if there is no such file system, or a bucket refuses the login
     * @throws io.drey.query.QueryException if it cannot be brought
     */
    boolean deliver(Finished finished);
}
