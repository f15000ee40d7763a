/** The catalog {@code portrait}: the tables of a project, its live profiles and some views. */
@NullMarked
package io.portrait.sql.catalog;

import org.jspecify.annotations.NullMarked;
