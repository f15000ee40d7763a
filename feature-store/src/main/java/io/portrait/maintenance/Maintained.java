package io.portrait.maintenance;

import java.util.Optional;

/**
 * What was done for a table, or, of a dry run, would be.
 *
 * @param table its name
 * @param files data and delete files of the newest snapshot, before
 * @param bytes of them
 * @param rewritten data and delete files that went into others
 * @param written files that they went into; of a dry run 0
 * @param snapshots before
 * @param expired of them
 * @param deleted files of all kinds that only those had; of a dry run 0
 * @param orphans files of no snapshot that were deleted
 * @param orphanBytes of them
 * @param failure what could not be done, one line; the rest was
 */
public record Maintained(
    String table,
    long files,
    long bytes,
    int rewritten,
    int written,
    int snapshots,
    int expired,
    int deleted,
    int orphans,
    long orphanBytes,
    Optional<String> failure) {}
