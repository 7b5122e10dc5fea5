"""征集 (提案参考目录, 季度提醒, 预约重点打造清单): calls with their topics, and topics suggested for the next."""
