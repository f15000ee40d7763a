package io.portrait.cli.audit;

import io.portrait.audit.AuditReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An audit that is done.
 *
 * @param project whose rows
 * @param definitions hash of the definition file
 * @param seed by which users were chosen
 * @param users who have a row; 0 where they were given by name
 * @param missing users that were given by name and have no row
 * @param records stored records that were read
 * @param events of them, those of the audited users
 * @param lookedAgain how many users were looked at more than once, because the job was at work
 * @param finished by the clock
 */
public record Audited(
    String project,
    String definitions,
    long seed,
    long users,
    List<String> missing,
    long records,
    long events,
    int lookedAgain,
    AuditReport report,
    Instant finished,
    Duration took) {}
