package io.portrait.sql.run;

import java.util.Collection;

/** What could have been meant by a name that is none. */
interface Names {

  /** Tables and views that can be named. */
  Collection<String> tables();

  /** The columns of the tables that a statement names. */
  Collection<String> columns(String statement);

  /** Functions. */
  Collection<String> functions();
}
