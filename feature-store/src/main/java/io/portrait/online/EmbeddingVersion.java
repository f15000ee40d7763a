package io.portrait.online;

import io.portrait.profile.RowVersion;

/**
 * Which embedding of a user Redis holds, without the embedding.
 *
 * @param userId whose
 * @param version of the row it was written with; a newer embedding has a higher one
 */
public record EmbeddingVersion(String userId, RowVersion version) {}
