# One of the services: docker build -f deploy/docker/service.Dockerfile --build-arg MODULE=api-gateway .
# Build the module first: ./mvnw -pl api-gateway -am -DskipTests package
FROM eclipse-temurin:25-jre
ARG MODULE
COPY --chown=1001:0 ${MODULE}/target/quarkus-app /app
USER 1001
WORKDIR /app
EXPOSE 8080
ENV JAVA_OPTIONS="-XX:MaxRAMPercentage=70"
ENTRYPOINT ["sh", "-c", "exec java $JAVA_OPTIONS -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.util.logging.manager=org.jboss.logmanager.LogManager -jar quarkus-run.jar"]
