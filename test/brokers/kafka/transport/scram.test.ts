import { expect, test } from "vitest";
import { Scram } from "../../../../src/brokers/kafka/transport/scram.ts";

/** The example of RFC 7677, section 3. */
const LOGIN = {
  hash: "sha256",
  username: "user",
  password: "pencil",
  nonce: "rOprNGfwEbeRWgbNEkqO",
} as const;
const CHALLENGE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

test("a login proves its password, and has the broker prove it, as in RFC 7677", () => {
  const scram = new Scram(LOGIN);
  expect(scram.first).toBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  expect(scram.final(CHALLENGE)).toBe(
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
  );
  scram.check("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  expect(() => scram.check("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).toThrow("does not prove");
  expect(() => scram.check("e=other-error")).toThrow("does not prove");
});

test("an answer to another login, and one that is none, are refused", () => {
  expect(() => new Scram({ ...LOGIN, nonce: "other" }).final(CHALLENGE)).toThrow("not one of SCRAM");
  expect(() => new Scram(LOGIN).final("")).toThrow("not one of SCRAM");
});

test("a name with signs that SCRAM uses itself is escaped", () => {
  expect(new Scram({ ...LOGIN, username: "a=b,c" }).first).toBe("n,,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO");
});
