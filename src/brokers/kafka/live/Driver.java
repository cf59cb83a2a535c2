import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Clients of the reference implementation, commanded by JSON lines on stdin: {"id", "op", ...}. Every command is answered
 * by {"id", "ok": {...}} or {"id", "error", "detail"}; what happens unasked comes as {"event", ...}. A command to one client
 * never waits for a command to another. The process ends with its stdin.
 */
public final class Driver {
  /** Long enough that no second record has room in a batch whose size was estimated for one. */
  private static final String PADDED = "%-100s";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintStream OUT = System.out;
  private static final Map<String, KafkaProducer<String, String>> PRODUCERS = new ConcurrentHashMap<>();
  private static final Map<String, Instance> INSTANCES = new ConcurrentHashMap<>();
  private static final Map<String, Admin> ADMINS = new ConcurrentHashMap<>();
  private static final Map<String, ExecutorService> LANES = new ConcurrentHashMap<>();

  public static void main(String[] args) throws Exception {
    System.setOut(System.err);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode command = JSON.readTree(line);
      String client = command.path("client").asText();
      LANES.computeIfAbsent(client, name -> Executors.newSingleThreadExecutor(Driver::daemon))
          .execute(() -> answer(command));
    }
    Runtime.getRuntime().halt(0);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  private static void say(ObjectNode message) {
    synchronized (OUT) {
      OUT.println(message);
      OUT.flush();
    }
  }

  private static void answer(JsonNode command) {
    ObjectNode reply = JSON.createObjectNode();
    reply.set("id", command.get("id"));
    try {
      reply.set("ok", perform(command));
    } catch (Throwable trouble) {
      Throwable cause = trouble instanceof ExecutionException && trouble.getCause() != null ? trouble.getCause() : trouble;
      reply.put("error", cause.getClass().getSimpleName());
      reply.put("detail", String.valueOf(cause.getMessage()));
    }
    say(reply);
  }

  private static JsonNode perform(JsonNode c) throws Exception {
    String client = c.path("client").asText();
    ObjectNode ok = JSON.createObjectNode();
    switch (c.get("op").asText()) {
      case "admin" -> ADMINS.put(client, Admin.create(config(c)));
      case "create" -> create(ADMINS.get(client), c);
      case "delete" -> ADMINS.get(client).deleteTopics(List.of(c.get("topic").asText())).all().get(10, TimeUnit.SECONDS);
      case "describe" -> describe(ADMINS.get(client), c.get("topic").asText(), ok);
      case "nodes" -> ok.put("count", ADMINS.get(client).describeCluster().nodes().get(5, TimeUnit.SECONDS).size());
      case "group" -> group(ADMINS.get(client), c.get("group").asText(), ok);
      case "producer" -> PRODUCERS.put(client, new KafkaProducer<>(config(c), new StringSerializer(), new StringSerializer()));
      case "warm-up" -> warmUp(PRODUCERS.get(client), c.get("topics").get(0).asText(), c.get("topics").get(1).asText());
      case "send" -> send(client, c);
      case "consumer" -> INSTANCES.put(client, new Instance(client, config(c), c.get("topic").asText()));
      case "settle", "next", "look" -> ok.setAll(INSTANCES.get(client).ask(c.get("op").asText()));
      case "close" -> close(client);
      default -> throw new IllegalArgumentException(c.toString());
    }
    return ok;
  }

  private static Properties config(JsonNode command) {
    Properties properties = new Properties();
    command.get("config").properties().forEach(e -> properties.put(e.getKey(), e.getValue().asText()));
    return properties;
  }

  private static void create(Admin admin, JsonNode c) throws Exception {
    Map<Integer, List<Integer>> replicas = new HashMap<>();
    for (int p = 0; p < c.get("partitions").asInt(); p++) {
      List<Integer> nodes = new ArrayList<>();
      c.get("replicas").forEach(node -> nodes.add(node.asInt()));
      replicas.put(p, nodes);
    }
    Map<String, String> settings = new HashMap<>();
    c.get("settings").properties().forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    NewTopic topic = new NewTopic(c.get("topic").asText(), replicas).configs(settings);
    admin.createTopics(List.of(topic)).all().get(15, TimeUnit.SECONDS);
  }

  /** Of partition 0: a script that speaks of a leader has one partition. */
  private static void describe(Admin admin, String name, ObjectNode ok) throws Exception {
    TopicDescription topic = admin.describeTopics(List.of(name)).allTopicNames().get(5, TimeUnit.SECONDS).get(name);
    TopicPartitionInfo partition = topic.partitions().get(0);
    Node leader = partition.leader();
    ok.put("leader", leader == null ? -1 : leader.id());
    ok.put("inSync", partition.isr().size());
    ok.put("partitions", topic.partitions().size());
  }

  private static void group(Admin admin, String name, ObjectNode ok) throws Exception {
    var group = admin.describeConsumerGroups(List.of(name)).all().get(5, TimeUnit.SECONDS).get(name);
    ok.put("state", group.groupState().toString()).put("members", group.members().size());
  }

  /** Afterwards the producer has metadata of its topic, an id where it needs one, and a connection to the other's leader. */
  private static void warmUp(KafkaProducer<String, String> producer, String own, String other) throws Exception {
    producer.partitionsFor(own);
    producer.send(new ProducerRecord<>(other, "warm-up")).get(20, TimeUnit.SECONDS);
  }

  private static void send(String client, JsonNode c) {
    String message = c.get("message").asText();
    String key = c.hasNonNull("key") ? c.get("key").asText() : null;
    ProducerRecord<String, String> record = new ProducerRecord<>(c.get("topic").asText(), key, PADDED.formatted(message));
    PRODUCERS.get(client).send(record, (metadata, trouble) -> {
      ObjectNode event = JSON.createObjectNode().put("event", "settled").put("client", client).put("message", message);
      if (trouble != null) event.put("error", trouble.getClass().getSimpleName()).put("detail", String.valueOf(trouble.getMessage()));
      say(event);
    });
  }

  private static void close(String client) throws Exception {
    KafkaProducer<String, String> producer = PRODUCERS.remove(client);
    if (producer != null) producer.close(Duration.ZERO);
    Admin admin = ADMINS.remove(client);
    if (admin != null) admin.close(Duration.ZERO);
    Instance instance = INSTANCES.remove(client);
    if (instance != null) instance.close();
  }

  /**
   * A consumer with one thread that does as applications do: poll, handle what came one after the other, poll again. A
   * handler lasts from the event "delivered" to the command "next"; meanwhile nothing polls. Heartbeats go on by themselves.
   */
  private static final class Instance {
    private record Question(String op, LinkedBlockingQueue<Object> answer) {}

    private final String name;
    private final KafkaConsumer<String, String> consumer;
    private final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final ArrayDeque<ConsumerRecord<String, String>> hand = new ArrayDeque<>();
    private final Thread thread;
    private ConsumerRecord<String, String> current;
    private volatile boolean closed;

    Instance(String name, Properties config, String topic) {
      this.name = name;
      this.consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
      consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
        @Override public void onPartitionsRevoked(Collection<TopicPartition> partitions) { withdraw(partitions); }
        @Override public void onPartitionsAssigned(Collection<TopicPartition> partitions) { }
      });
      this.thread = daemon(this::work);
      thread.start();
    }

    /** Records of partitions that are gone are not this instance's any more. */
    private void withdraw(Collection<TopicPartition> partitions) {
      hand.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
    }

    ObjectNode ask(String op) throws Exception {
      LinkedBlockingQueue<Object> answer = new LinkedBlockingQueue<>();
      questions.put(new Question(op, answer));
      Object result = answer.take();
      if (result instanceof Exception trouble) throw trouble;
      return (ObjectNode) result;
    }

    private void work() {
      try {
        while (!closed) {
          if (current == null && hand.isEmpty()) consumer.poll(Duration.ofMillis(50)).forEach(hand::add);
          if (current == null && !hand.isEmpty()) {
            current = hand.poll();
            say(JSON.createObjectNode().put("event", "delivered").put("client", name)
                .put("message", current.value().strip()).put("offset", current.offset()));
          }
          Question question = current == null ? questions.poll() : questions.poll(50, TimeUnit.MILLISECONDS);
          if (question != null) reply(question);
        }
        consumer.close();
      } catch (Throwable trouble) {
        if (!closed) {
          say(JSON.createObjectNode().put("event", "broken").put("client", name)
              .put("error", trouble.getClass().getSimpleName()).put("detail", String.valueOf(trouble.getMessage())));
        }
      }
    }

    private void reply(Question question) {
      try {
        ObjectNode result = JSON.createObjectNode();
        switch (question.op()) {
          case "settle" -> settle(result);
          case "next" -> current = null;
          default -> look(result);
        }
        question.answer().add(result);
      } catch (Exception trouble) {
        question.answer().add(trouble);
      }
    }

    /** Commits the position after the record in hand and waits. A refusal ends the batch: its rest is not this instance's. */
    private void settle(ObjectNode result) {
      TopicPartition partition = new TopicPartition(current.topic(), current.partition());
      try {
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(current.offset() + 1)));
        result.put("refused", false);
      } catch (RuntimeException trouble) {
        hand.clear();
        result.put("refused", true).put("error", trouble.getClass().getSimpleName());
      }
    }

    /** Owns partitions; is at their end, with nothing in hand. */
    private void look(ObjectNode result) {
      var owned = consumer.assignment();
      boolean idle = current == null && hand.isEmpty();
      result.put("owned", owned.size()).put("idle", idle);
      if (!idle || owned.isEmpty()) return;
      Map<TopicPartition, Long> ends = consumer.endOffsets(owned, Duration.ofSeconds(5));
      boolean atEnd = true;
      for (TopicPartition partition : owned) atEnd &= consumer.position(partition, Duration.ofSeconds(5)) >= ends.get(partition);
      result.put("atEnd", atEnd);
    }

    void close() throws InterruptedException {
      closed = true;
      thread.join(5_000);
    }
  }
}
