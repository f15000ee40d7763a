package io.portrait.sql.run;

import java.util.function.Supplier;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.gateway.api.session.SessionEnvironment;
import org.apache.flink.table.gateway.api.session.SessionHandle;
import org.apache.flink.table.gateway.service.session.Session;
import org.apache.flink.table.gateway.service.session.SessionManager;

/** Sessions of Flink's SQL gateway that start in a catalog of ours, whoever opens them. */
final class PortraitSessions implements SessionManager {

  private final SessionManager sessions;
  private final String name;
  private final Supplier<Catalog> catalog;

  /**
   * Over other sessions.
   *
   * @param name of the catalog
   * @param catalog makes one for each session, which closes it
   */
  PortraitSessions(SessionManager sessions, String name, Supplier<Catalog> catalog) {
    this.sessions = sessions;
    this.name = name;
    this.catalog = catalog;
  }

  @Override
  public void start() {
    sessions.start();
  }

  @Override
  public void stop() {
    sessions.stop();
  }

  @Override
  public Session getSession(SessionHandle session) {
    return sessions.getSession(session);
  }

  @Override
  public Session openSession(SessionEnvironment asked) {
    SessionEnvironment.Builder environment =
        SessionEnvironment.newBuilder()
            .setSessionEndpointVersion(asked.getSessionEndpointVersion())
            .addSessionConfig(asked.getSessionConfig())
            .registerCatalogCreator(name, (options, loader) -> catalog.get())
            .setDefaultCatalog(asked.getDefaultCatalog().orElse(name));
    asked.getSessionName().ifPresent(environment::setSessionName);
    asked.getRegisteredCatalogCreators().forEach(environment::registerCatalogCreator);
    asked.getRegisteredModuleCreators().forEach(environment::registerModuleCreatorAtHead);
    return sessions.openSession(environment.build());
  }

  @Override
  public void closeSession(SessionHandle session) {
    sessions.closeSession(session);
  }
}
