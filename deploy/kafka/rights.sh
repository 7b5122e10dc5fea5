#!/bin/sh
# What the supervision system may do at the broker: write what comes in, read what goes out, under a group of its
# own name, nothing else. Run after each start; what is allowed already stays as it is.
set -eu
acls="${KAFKA_ACLS:-/opt/kafka/bin/kafka-acls.sh} --bootstrap-server ${KAFKA_SERVERS:?HOST:PORT of the broker}"
who="User:${EXTERNAL_USER:?name of the supervision system at the broker}"

$acls --add --allow-principal "$who" --operation Write --operation Describe --topic external.supervision.inbound
$acls --add --allow-principal "$who" --operation Read --operation Describe --topic external.supervision.outbound
$acls --add --allow-principal "$who" --operation Read --group "$EXTERNAL_USER"
