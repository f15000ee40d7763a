/** The Iceberg tables: their schemas, their catalogs, and what is read back from them. */
@NullMarked
package io.portrait.offline;

import org.jspecify.annotations.NullMarked;
