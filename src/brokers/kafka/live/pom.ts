/** The Maven project whose dependencies are a Kafka server with its clients and tools. */

/** The release that is run where nobody wants another. */
export const KAFKA_VERSION = "4.3.1";
/** Older ones were never launched here. */
const OLDEST_MINOR = 6;

/** Whether a release such as `3.9` or `4.0.1` can be launched: 3.6 and newer. */
export function isLaunchable(release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}

/** The whole number of a minor release: the one that scripts are played on, else the first of it, which surely is there. */
export function releaseOf(minor: string): string {
  if (minor.split(".").length > 2) return minor;
  return KAFKA_VERSION.startsWith(`${minor}.`) ? KAFKA_VERSION : `${minor}.0`;
}

/** What Maven is asked for: `3.9` is the newest release that begins so, `4.3` the one that scripts are played on. */
function wantedBy(release: string): string {
  const [major = 0, minor = 0, patch] = release.split(".").map(Number);
  if (patch !== undefined || KAFKA_VERSION.startsWith(`${release}.`)) return releaseOf(release);
  return `[${release},${major}.${minor + 1})`;
}

/** As text, for `mvn dependency:copy-dependencies`. */
export function pomOf(release: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>waybill</groupId>
  <artifactId>kafka-live</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${wantedBy(release)}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
`;
}
