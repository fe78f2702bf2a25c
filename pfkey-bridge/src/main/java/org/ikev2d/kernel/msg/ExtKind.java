package org.ikev2d.kernel.msg;

/**
 * What an extension means. Its number on the wire is the dialect's matter: from 17 on the systems
 * give the same number to different things.
 */
public enum ExtKind {
  SA,
  LIFETIME_CURRENT,
  LIFETIME_HARD,
  LIFETIME_SOFT,
  ADDRESS_SRC,
  ADDRESS_DST,
  ADDRESS_PROXY,
  KEY_AUTH,
  KEY_ENCRYPT,
  IDENTITY_SRC,
  IDENTITY_DST,
  SENSITIVITY,
  PROPOSAL,
  SUPPORTED_AUTH,
  SUPPORTED_ENCRYPT,
  SPIRANGE,
  X_KMPRIVATE,
  X_POLICY,
  X_SA2,
  X_NAT_T_TYPE,
  X_NAT_T_SPORT,
  X_NAT_T_DPORT,
  X_NAT_T_OA,
  X_SEC_CTX,
  X_KMADDRESS,
  X_FILTER,
  UNKNOWN
}
