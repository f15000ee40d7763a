package io.portrait.online;

import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;

/**
 * A profile as Redis holds it.
 *
 * @param row the profile
 * @param schema what its columns are; after a change of the definition file, rows of the old and of
 *     the new one lie side by side until each is written again
 */
public record StoredProfile(ProfileRow row, ProfileSchema schema) {}
