/** What was learned and how good it is: takes rows of the table models, gives text and pictures. */
@NullMarked
package io.portrait.cli.models;

import org.jspecify.annotations.NullMarked;
